#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/ftmt.js").run();
