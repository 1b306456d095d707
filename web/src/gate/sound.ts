/** What a gate sounds like: up for yes, low and long for no, twice for wait. Heard without looking, felt where there is a motor. */
let context: AudioContext | null = null;

export type Sign = "yes" | "no" | "wait";

const TONES: Record<Sign, readonly (readonly [hertz: number, fromMs: number, toMs: number])[]> = {
  yes: [
    [880, 0, 90],
    [1320, 90, 220],
  ],
  no: [[160, 0, 550]],
  wait: [
    [440, 0, 120],
    [440, 200, 320],
  ],
};
const SHAKES: Record<Sign, number[]> = { yes: [60], no: [300], wait: [90, 90, 90] };

export function sound(sign: Sign): void {
  try {
    context ??= new AudioContext();
    const begin = context.currentTime;
    for (const [hertz, from, to] of TONES[sign]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = sign === "no" ? "sawtooth" : "sine";
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.25, begin + from / 1000);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + to / 1000);
      tone.connect(volume).connect(context.destination);
      tone.start(begin + from / 1000);
      tone.stop(begin + to / 1000);
    }
  } catch {
    // no loudspeaker: the colour tells
  }
  navigator.vibrate?.(SHAKES[sign]);
}
