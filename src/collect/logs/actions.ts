/** IAM action of the listing of log files. */
export const LIST = "rds:DescribeDBLogFiles";
/** The REST download; an action of its own. */
export const REST = "rds:DownloadCompleteDBLogFile";
/** The download in pages. */
export const PORTION = "rds:DownloadDBLogFilePortion";
