import type { ParameterGroup, Patient } from "./patient.ts";

/** A word of a shell command; what AWS calls things is never trusted to be one. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A default group belongs to AWS and cannot be changed. */
export function isDefault({ name }: ParameterGroup): boolean {
  return name.startsWith("default.");
}

/** The group that is changed: a group of one's own in the place of a default one. */
function changed({ target }: Patient, group: ParameterGroup): string {
  return isDefault(group) ? `${target.id}-forensics` : group.name;
}

/** The command that sets a dynamic parameter; it holds at once where the group is attached. */
export function setParameter(patient: Patient, group: ParameterGroup, name: string, value: string): string {
  const [kind, option] =
    group.of === "cluster" ? ["cluster-", "db-cluster-parameter-group"] : ["", "db-parameter-group"];
  const written = /[,\s%]/.test(value) ? `"${value}"` : value;
  const parameters = `'ParameterName=${name},ParameterValue=${written},ApplyMethod=immediate'`;
  return `aws rds modify-db-${kind}parameter-group --${option}-name ${word(changed(patient, group))} --parameters ${parameters} --region ${patient.target.region}`;
}

/** The commands that make a group of one's own and give it to the cluster, or to the instances that have the default one. */
export function ownGroup(patient: Patient, group: ParameterGroup): string {
  const { target } = patient;
  const made = word(changed(patient, group));
  const family = word(group.name.slice("default.".length));
  const region = `--region ${target.region}`;
  const reboot = "   # it holds after each instance is rebooted";
  if (group.of === "cluster")
    return [
      `aws rds create-db-cluster-parameter-group --db-cluster-parameter-group-name ${made} --db-parameter-group-family ${family} --description forensics ${region}`,
      `aws rds modify-db-cluster --db-cluster-identifier ${word(target.id)} --db-cluster-parameter-group-name ${made} ${region}${reboot}`,
    ].join("\n");
  const having = target.members.filter(({ described }) =>
    (described?.DBParameterGroups ?? []).some(({ DBParameterGroupName: name }) => name === group.name),
  );
  return [
    `aws rds create-db-parameter-group --db-parameter-group-name ${made} --db-parameter-group-family ${family} --description forensics ${region}`,
    ...having.map(
      ({ id }) =>
        `aws rds modify-db-instance --db-instance-identifier ${word(id)} --db-parameter-group-name ${made} ${region}${reboot}`,
    ),
  ].join("\n");
}
