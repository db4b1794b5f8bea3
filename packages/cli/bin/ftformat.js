#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/ftformat/main.js").run();
