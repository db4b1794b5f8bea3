import { defineConfig } from "vitest/config";
import base from "../../vitest.base.js";

/** Campaigns at full size run on the packages as they are built: that is faster, and what is shipped. */
export default defineConfig((env) => {
  const config = base(env);
  if (env.mode !== "slow") return config;
  const server = { deps: { external: [/\/packages\/[^/]+\/dist\//] } };
  return { test: { ...config.test, server } };
});
