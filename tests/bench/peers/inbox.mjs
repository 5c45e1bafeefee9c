// What both peers do with a webhook: check the HMAC over the raw body, insert one row, answer when it is committed.
// The row goes into a plain table with one key and one unique index (tests/bench/receiving.py makes it), which is
// less than ours writes: nothing is partitioned, no second table notes repeats, no index says what waits. A prepared
// statement and a pool are more than most receivers of this kind have; nothing is parsed and no bell is rung.
import { createHmac, timingSafeEqual } from "node:crypto";
import pg from "pg";

const secret = process.env.SHOPIFY_API_SECRET;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL ?? 16) });

export function holds(body, given) {
  const expected = createHmac("sha256", secret).update(body).digest();
  const received = Buffer.from(given ?? "", "base64");
  return received.length === expected.length && timingSafeEqual(received, expected);
}

export async function keep(headers, body) {
  await pool.query({
    name: "keep",
    text: `insert into peer_deliveries (shop_id, webhook_id, event_id, topic, api_version, triggered_at, body)
           select id, $2, $3, $4, $5, $6, $7 from shops where domain = $1
           on conflict (shop_id, webhook_id) do nothing`,
    values: [
      headers["x-shopify-shop-domain"], headers["x-shopify-webhook-id"], headers["x-shopify-event-id"],
      headers["x-shopify-topic"], headers["x-shopify-api-version"], headers["x-shopify-triggered-at"], body,
    ],
  });
}
