import express from "express";
import { holds, keep } from "./inbox.mjs";

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.post("/webhooks", express.raw({ type: "*/*", limit: "5mb" }), async (request, response) => {
  if (!holds(request.body, request.get("x-shopify-hmac-sha256"))) {
    response.status(401).json({});
    return;
  }
  await keep(request.headers, request.body);
  response.status(200).json({});
});
app.get("/healthz", (_request, response) => response.json({}));
app.listen(Number(process.env.PORT), "127.0.0.1");
