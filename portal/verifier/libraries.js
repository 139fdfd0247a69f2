// What the offline check takes from others: CBOR, Ed25519 where the browser has none, and the reading of QR codes.
export { decode } from "cborg";
export { verifyAsync as verifyEd25519 } from "@noble/ed25519";
export { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
