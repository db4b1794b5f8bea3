#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/ftmt/main.js").run();
