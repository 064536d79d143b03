import { Box, type SuspendTerminal, Text, useApp, useStdin } from "ink";
import { createElement, memo, type ReactElement, useEffect, useSyncExternalStore } from "react";

/** What the screen draws, and when. */
interface Drawn {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same number, the same lines. */
  readonly version: () => number;
  /** Lines as the terminal takes them, from the top. */
  readonly lines: () => readonly string[];
}

interface AppProps {
  readonly drawn: Drawn;
  /** Given what hands the terminal to somebody else; Ink has it only inside of a component. */
  readonly ready: (suspend: SuspendTerminal) => void;
}

/** One `Text` a line: Ink keeps what it measured by text, and a pane in one text would fill that (CRAFT §2.3). */
const Line = memo(function Line({ text }: { readonly text: string }): ReactElement {
  return createElement(Text, { wrap: "truncate" }, text === "" ? " " : text);
});

/** The frame. All of it is decided elsewhere. */
export function App({ drawn, ready }: AppProps): ReactElement {
  const { setRawMode } = useStdin();
  const { suspendTerminal } = useApp();
  useSyncExternalStore(drawn.subscribe, drawn.version, drawn.version);
  useEffect(() => {
    setRawMode(true);
    return () => setRawMode(false);
  }, [setRawMode]);
  useEffect(() => ready(suspendTerminal), [ready, suspendTerminal]);
  return createElement(
    Box,
    { flexDirection: "column" },
    drawn.lines().map((text, row) => createElement(Line, { key: row, text })),
  );
}
