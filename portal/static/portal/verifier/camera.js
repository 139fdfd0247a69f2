// Codes out of pictures: from the camera, frame by frame, or from a file.

import { prepareZXingModule, readBarcodes } from "./vendor/libraries.js";

const READER = new URL("./vendor/zxing_reader.wasm", import.meta.url).href;
const PAUSE = 120; // milliseconds between two frames
const FRAME = 1280; // pixels that a frame is wide or high at most
const SIZES = [1600, 900, 3200]; // a photo is tried at these sizes: a blurred one reads better when it is smaller
const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

export const ready = prepareZXingModule({ overrides: { locateFile: () => READER }, fireImmediately: true });
ready.catch(() => {}); // told where a picture is read

async function read(source, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found.find((one) => one.text)?.text ?? null;
}

export async function fromFile(file) {
  const picture = await createImageBitmap(file);
  try {
    for (const size of SIZES) {
      const text = await read(picture, picture.width, picture.height, size);
      if (text !== null) return text;
    }
    return null;
  } finally {
    picture.close();
  }
}

// Shows the camera in `video` and gives each code it sees to `found`, until what it gives back is called.
export async function watch(video, found) {
  const wanted = { facingMode: "environment", width: { ideal: FRAME } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  let on = true;
  const stop = () => {
    on = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (!on) return;
    const text = video.videoWidth ? await read(video, video.videoWidth, video.videoHeight, FRAME) : null;
    if (on && text !== null) found(text);
    if (on) setTimeout(look, PAUSE);
  };
  look();
  return stop;
}
