#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/vtblc/main.js").run();
