#!/usr/bin/env node
require("node:module").enableCompileCache?.();
require("../dist/listtape/main.js").run();
