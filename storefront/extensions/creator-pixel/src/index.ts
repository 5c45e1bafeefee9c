// The app's web pixel. Shopify runs it in a worker without a page: what it knows comes with the events.
import { register, type ExtensionApi } from "@shopify/web-pixels-extension";
import { start } from "./pixel.ts";

register((api: ExtensionApi) => start(api));
