#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/floppytape/main.js").run();
