/**
 * Camera: turns what the phone's camera sees into the texts of QR codes, by the browser's own
 * detector where it truly knows them, else by a library that is fetched for it.
 */

/** Between two looks, ms: a code is held still for a second, and a busy phone gets warm. */
const LOOK_EVERY = 200;

export type CameraTrouble = "denied" | "absent" | "busy" | "failed";

/** The text of a code in the picture, if there is one. */
type Look = (video: HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
  detect(video: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Shows the camera in `video` and reports each text seen, until `signal` aborts. */
export async function watchCamera(
  video: HTMLVideoElement,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<CameraTrouble | undefined> {
  let stream: MediaStream | undefined;
  try {
    const picture = { video: { facingMode: "environment" }, audio: false };
    stream = await navigator.mediaDevices.getUserMedia(picture);
    const look = await looking();
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const text = await look(video);
      if (text !== undefined && !signal.aborted) onText(text);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
    return undefined;
  } catch (cause) {
    return signal.aborted ? undefined : cameraTroubleOf(cause);
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  }
}

/** A detector that exists may still know no format at all: it is asked. */
async function looking(): Promise<Look> {
  const own = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (own !== undefined && (await own.getSupportedFormats()).includes("qr_code")) {
    const detector = new own({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: QrScanner } = await import("qr-scanner");
  const qrEngine = await QrScanner.createQrEngine();
  const options = { qrEngine, returnDetailedScanResult: true } as const;
  return (video) =>
    // It throws for every picture without a code.
    QrScanner.scanImage(video, options).then(
      ({ data }) => data,
      () => undefined,
    );
}

/** Names of `getUserMedia` (Media Capture and Streams §10.2). */
export function cameraTroubleOf(cause: unknown): CameraTrouble {
  const name = cause instanceof Error ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "absent";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return cause instanceof TypeError ? "absent" : "failed";
}
