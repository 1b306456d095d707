import { useEffect, useRef, useState, type ReactNode } from "react";
import { useSpeech } from "../words/language";

/** The browser's own reader of codes, where it has one. */
interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: { new (options: { formats: string[] }): Detector; getSupportedFormats: () => Promise<string[]> } | undefined;

/** Pictures looked at in a second. */
const LOOKS = 8;
/** The longer side of what our own reader looks at, in pixels. */
const LOOK_PX = 720;

type Reader = (video: HTMLVideoElement) => Promise<string | null>;

async function reader(): Promise<Reader> {
  if (typeof BarcodeDetector !== "undefined" && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d", { willReadFrequently: true })!;
  return async (video) => {
    const scale = Math.min(1, LOOK_PX / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (canvas.width === 0) {
      return null;
    }
    ctx.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = ctx.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}

/** Looks through the camera and hands over each code once, until another comes or it was out of sight for a moment. */
export function Camera({ onCode, close }: { onCode: (code: string) => void; close: () => void }): ReactNode {
  const { words } = useSpeech();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef(onCode);
  latest.current = onCode;
  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    let last = "";
    let lastAt = 0;
    const look = async (read: Reader): Promise<void> => {
      const code = await read(video.current!).catch(() => null);
      const now = performance.now();
      if (code !== null) {
        if (code !== last || now - lastAt > 2500) {
          latest.current(code);
        }
        last = code;
        lastAt = now;
      }
      if (!gone) {
        timer = setTimeout(() => void look(read), 1000 / LOOKS);
      }
    };
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
      if (gone) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      video.current!.srcObject = stream;
      await video.current!.play();
      void look(await reader());
    };
    begin().catch(() => !gone && setFailed(true));
    return () => {
      gone = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  return (
    <div className="camera">
      {failed ? (
        <p className="note note-warn" role="alert">
          {words.gate.noCamera}
        </p>
      ) : (
        <video ref={video} muted playsInline aria-label={words.gate.camera} />
      )}
      <button type="button" className="quiet" onClick={close}>
        {words.gate.cameraOff}
      </button>
    </div>
  );
}
