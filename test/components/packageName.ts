/**
 * A resource's type as its package and the documentation name it: `aws:s3/bucket:Bucket` is `aws.s3.Bucket`, and
 * `github:index/repository:Repository` is `github.Repository`.
 */
export function packageName(type: string): string {
  const [pkg = "", module = "", name = ""] = type.split(":");
  const group = module.split("/")[0] ?? "";
  return [pkg, ...(group === "index" ? [] : [group]), name].join(".");
}
