/** What a submission came from, told from a user agent: `web mobile cli ide bot`. */
import bowser from 'bowser';

export const devices = ['web', 'mobile', 'cli', 'ide', 'bot'] as const;
type Device = (typeof devices)[number];

/** Longer ones are not looked at: real ones have some 200 characters. */
export const longestUserAgent = 512;

/** Products that say who they are and nothing of a browser. Editors that are built on one (`Code/1.85 … Chrome/…`) come first for that. */
const ides =
  /\b(?:vscode|vscodium|code(?:\s?-\s?insiders)?|cursor|windsurf|zed|intellij\S*|jetbrains\S*|pycharm|clion|webstorm|goland|rider|rubymine|phpstorm|android-?studio|eclipse|netbeans|visual-?studio|neovim|nvim|vim|emacs|sublime\S*)\/\d/i;
const programs =
  /^(?:serin|curl|wget|httpie|python|python-\w+|aiohttp|go-http-client|node|node-fetch|undici|axios|got|okhttp|java|apache-httpclient|libwww-perl|ruby|reqwest|postmanruntime|insomnia|powershell)\b/i;
const crawlers = /bot\b|crawler|spider|headless/i;

/** Undefined: it does not tell. */
export const deviceOf = (userAgent: string): Device | undefined => {
  if (userAgent.trim() === '' || userAgent.length > longestUserAgent) return undefined;
  if (ides.test(userAgent)) return 'ide';
  if (programs.test(userAgent)) return 'cli';
  if (crawlers.test(userAgent)) return 'bot';
  switch (bowser.parse(userAgent).platform.type) {
    case 'bot':
      return 'bot';
    case 'mobile':
    case 'tablet':
      return 'mobile';
    case 'desktop':
    case 'tv':
      return 'web';
    case undefined:
    default:
      return undefined;
  }
};
