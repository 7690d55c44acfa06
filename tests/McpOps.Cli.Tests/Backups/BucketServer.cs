namespace McpOps.Cli.Tests.Backups;

/// <summary>A real S3 server with a bucket.</summary>
public sealed class BucketServer : ObjectServer
{
    protected override string Script => "s3rver/bin/s3rver.js";

    public override string NewStore() => $"s3://bucket/{Guid.NewGuid():N}";

    public override IEnumerable<string> Environment() =>
        ["AWS_ACCESS_KEY_ID=S3RVER", "AWS_SECRET_ACCESS_KEY=S3RVER", "AWS_REGION=us-east-1", "AWS_MAX_ATTEMPTS=2", $"AWS_ENDPOINT_URL_S3={Url}"];

    protected override IEnumerable<string> Arguments(int port) =>
        ["-d", Folder, "-a", "127.0.0.1", "-p", $"{port}", "--silent", "--no-vhost-buckets", "--configure-bucket", "bucket"];

    protected override string CodeOf(Fault fault) =>
        fault switch { Fault.BadDigest => "BadDigest", Fault.BadHash => "XAmzContentSHA256Mismatch", Fault.NotImplemented => "NotImplemented", _ => "InternalError" };
}
