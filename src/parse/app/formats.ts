import type { AppFormat } from "./format.ts";
import { bunyan } from "./formats/bunyan.ts";
import { flask } from "./formats/flask.ts";
import { genericJson } from "./formats/generic-json.ts";
import { gunicorn } from "./formats/gunicorn.ts";
import { haproxy } from "./formats/haproxy.ts";
import { leadingTimestamp } from "./formats/leading-timestamp.ts";
import { libpq } from "./formats/libpq.ts";
import { logback } from "./formats/logback.ts";
import { logfmt } from "./formats/logfmt.ts";
import { logrusJson } from "./formats/logrus-json.ts";
import { logstashEncoder } from "./formats/logstash-encoder.ts";
import { pgbouncer } from "./formats/pgbouncer.ts";
import { pino } from "./formats/pino.ts";
import { pythonBasic } from "./formats/python-basic.ts";
import { pythonBracketed } from "./formats/python-bracketed.ts";
import { pythonDashed } from "./formats/python-dashed.ts";
import { pythonJson } from "./formats/python-json.ts";
import { pythonPlain } from "./formats/python-plain.ts";
import { runtimeCrash } from "./formats/runtime-crash.ts";
import { slogJson } from "./formats/slog-json.ts";
import { springBoot } from "./formats/spring-boot.ts";
import { structlog } from "./formats/structlog.ts";
import { undatedText } from "./formats/undated-text.ts";
import { winston } from "./formats/winston.ts";
import { zap } from "./formats/zap.ts";
import { zerolog } from "./formats/zerolog.ts";

/** All formats, the more specific before the more general, the fallbacks last. A new one needs its file and its line here. */
export const formats: readonly AppFormat[] = [
  bunyan,
  pino,
  zap,
  structlog,
  logstashEncoder,
  slogJson,
  logrusJson,
  pythonJson,
  zerolog,
  winston,
  logfmt,
  pgbouncer,
  haproxy,
  springBoot,
  logback,
  gunicorn,
  flask,
  pythonDashed,
  pythonBracketed,
  pythonPlain,
  pythonBasic,
  runtimeCrash,
  libpq,
  genericJson,
  leadingTimestamp,
  undatedText,
];
