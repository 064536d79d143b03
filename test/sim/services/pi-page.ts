import { invalidArgument } from "./pi-load.ts";
import { openToken, sealToken } from "./token.ts";

interface PagedInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/**
 * The page of a list that a call asks for; its token holds for the same question only.
 *
 * @throws {SimError} InvalidArgumentException for a token of another question.
 */
export function pageOf<T>(
  call: string,
  input: PagedInput,
  list: readonly T[],
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const { NextToken: given, MaxResults: size, ...asked } = input;
  const about = [call, asked];
  const position = given === undefined ? [0] : openToken(about, given);
  if (position === null) throw invalidArgument("Invalid NextToken");
  const [start = 0] = position;
  const end = start + (size || 25);
  return { items: list.slice(start, end), nextToken: end < list.length ? sealToken(about, [end]) : undefined };
}
