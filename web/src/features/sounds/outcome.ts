import { t } from "../../lib/i18n";
import type { SoundName } from "../../lib/sound-names";

/** What a message with a sound shows: words, or a picture and what is on it. */
export type Outcome =
  | { readonly words: string }
  | { readonly picture: string; readonly alt: string };

const FILES = import.meta.glob<string>("./pictures/*.svg", {
  eager: true,
  import: "default",
  query: "?url",
});

/** What is seen while the sound is heard. */
export function outcomeOf(name: SoundName): Outcome {
  const picture = FILES[`./pictures/${name}.svg`];
  return picture === undefined ? { words: wordsOf(name) } : { picture, alt: altOf(name) };
}

function altOf(name: SoundName): string {
  switch (name) {
    case "56k":
      return t("A modem that blinks");
    case "clowntown":
      return t("A circus tent");
    case "curb":
      return t("A shoe slips off the kerb");
    case "dangerzone":
      return t("A warning sign with a fire");
    case "deeper":
      return t("A small submarine goes down");
    case "donotwant":
      return t("A hand refuses a bowl");
    case "drama":
      return t("A mask weeps on a stage");
    case "greatjob":
      return t("A medal");
    case "loggins":
      return t("A guitar before the setting sun");
    case "nyan":
      return t("A cat flies through the stars");
    case "pushit":
      return t("A finger on a red button");
    case "rumble":
      return t("Two boxing gloves meet");
    case "what":
      return t("A puzzled owl");
    case "yay":
      return t("Confetti");
    default:
      return t("Dark glasses");
  }
}

/** Signs are the same in every language, words are not. */
function wordsOf(name: SoundName): string {
  return signsOf(name) ?? sentenceOf(name) ?? name;
}

function signsOf(name: SoundName): string | undefined {
  const signs: Partial<Record<SoundName, string>> = {
    bell: "🔔",
    bezos: "😆💭",
    butts: "👐 🚬",
    cottoneyejoe: "🎶🙉🎶",
    danielsan: "🎆 🏆 🎆",
    glados: "🤖💢",
    greyjoy: "😖🎺",
    heygirl: "✨💁✨",
    horn: "🐶 ✂️ 🐱",
    horror: "💀💀💀💀💀💀💀",
    letitgo: "❄️👩❄️⛄️❄️",
    noooo: "👸💀😒",
    sax: "🌇🎷🎶",
    sexyback: "🔞",
    totes: "😁👍",
    trololo: "🎤🎶😄🎶",
    vuvuzela: "======<() ~ ♪ ~♫",
    whoomp: "👏‼️😎",
    yodel: "📣🗻🙉",
  };
  return signs[name];
}

function sentenceOf(name: SoundName): string | undefined {
  switch (name) {
    case "ballmer":
      return t("cheers for everyone who writes code 👏");
    case "bueller":
      return t("still waits for an answer 🦗");
    case "crickets":
      return t("hears nothing but crickets 🦗");
    case "dadgummit":
      return t("has lost the fish again 🎣");
    case "flawless":
      return t("finds nothing to mend ✨");
    case "gogogo":
      return t("is off already 🏁");
    case "guarantee":
      return t("gives their word on it 👌");
    case "honk":
      return t("HONK");
    case "inconceivable":
      return t("cannot believe it 🤨");
    case "live":
      return t("goes on air, whatever happens 🔴");
    case "makeitso":
      return t("sets the course 👉");
    case "ohmy":
      return t("raises an eyebrow 😏");
    case "ohyeah":
      return t("makes their own rules 😎");
    case "rimshot":
      return t("plays a rimshot 🥁");
    case "rollout":
      return t("sets off 🚗");
    case "secret":
      return t("found a hidden door 🔑");
    case "story":
      return t("and that is how it was 📖");
    case "tada":
      return t("plays a fanfare 🎏");
    case "tmyk":
      return t("✨ ⭐️ Now we all know ✨ ⭐️");
    case "trombone":
      return t("plays a sad trombone");
    case "unix":
      return t("knows this system 💻");
    case "wups":
      return t("wups!");
    default:
      return undefined;
  }
}
