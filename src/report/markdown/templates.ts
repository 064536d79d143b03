/** Everything, in the order in which it is read; the questions at the end are for people. */
const standard = `# Postmortem

## Summary
{{summary}}

## Verdict
{{verdict}}

## Impact
{{impact}}

## Still refused
{{refused}}

## Trigger
{{trigger}}

## Timeline
{{timeline}}

## Instances and evidence in time
{{lanes}}

## Phase clock
{{phases}}

## Staleness by client
{{staleness}}

## Commits in doubt
{{in-doubt}}

## Hypotheses
{{hypotheses}}

## Why refused as read-only
{{explanations}}

## Coverage and gaps
{{gaps}}

## Problems with the evidence
{{problems}}

## Contributing factors
{{factors}}

## Suggested actions
{{actions}}

## For people to write

**Detection** – how was it noticed, and how long after it began?

**Resolution** – what ended it, and who did it?

**What went well**

**What went badly**

**Where we were lucky**

| Action | Owner | Due | Ticket |
| --- | --- | --- | --- |
|  |  |  |  |

# Appendix

## Client effects
{{effects}}

## Clients
{{clients}}

## Instance states
{{states}}

## Seen, and no part of an incident
{{seen}}

## Recurrence
{{recurrence}}

## Fingerprint
{{fingerprint}}

## Novel lines
{{novel}}

## Your rules
{{rules}}

## Evidence
{{evidence}}

## Files
{{inventory}}

## Accounting
{{accounting}}

## Redaction
{{redactions}}

## How this was made, and how to check it
{{method}}
`;

/** The example postmortem of Google's SRE book: its headings in its order; what only people know stays open. */
const googleSre = `# Postmortem

**Date**

**Authors**

**Status** – draft

## Summary
{{summary}}

## Impact
{{impact}}

## Clients still refused
{{refused}}

## Root causes
{{verdict}}

## Contributing factors
{{factors}}

## What else was weighed
{{hypotheses}}

## Trigger
{{trigger}}

## Resolution

## Detection

## Action items

| Action item | Type | Owner | Bug |
| --- | --- | --- | --- |
|  |  |  |  |

## Suggested actions
{{actions}}

## Lessons learned

### What went well

### What went wrong

### Where we got lucky

## Timeline
{{timeline}}

## Phase clock
{{phases}}

## Staleness by client
{{staleness}}

## Supporting information

## Instances and evidence in time
{{lanes}}

## Commits in doubt
{{in-doubt}}

## Why refused as read-only
{{explanations}}

## Coverage and gaps
{{gaps}}

## Problems with the evidence
{{problems}}

## Clients
{{clients}}

## Evidence
{{evidence}}

## Files
{{inventory}}

## Redaction
{{redactions}}

## How this was made, and how to check it
{{method}}
`;

/** For the comment that everybody reads. */
const short = `# Postmortem

{{summary}}

## Verdict
{{verdict}}

## Still refused
{{refused}}

## Timeline
{{timeline}}

## Instances and evidence in time
{{lanes}}

## Suggested actions
{{actions}}

## Coverage and gaps
{{gaps}}

## How this was made, and how to check it
{{method}}
`;

/** What AWS needs to look for the same moments in its own records, and nothing of the customer's clients. */
const awsSupport = `# For AWS Support

## What we ask
{{aws-questions}}

## Cluster
{{aws-cluster}}

## Instances in time
{{aws-lanes}}

## RDS events and API calls
{{aws-calls}}

## What each instance wrote
{{aws-sequence}}

## Phase clock
{{aws-phases}}

## What was redacted
{{redactions}}

## How this was made
{{method}}
`;

/** Templates that come with the tool, by name. */
export const templates = { default: standard, "google-sre": googleSre, short, "aws-support": awsSupport } as const;
