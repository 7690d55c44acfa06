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

    /// <summary>Changes a byte of what it keeps, as a faulty disk does.</summary>
    public void Damage(string store, string name)
    {
        var path = Assert.Single(Directory.EnumerateFiles(Path.Combine(Folder, store["s3://".Length..]), $"{name}._S3rver_object", SearchOption.AllDirectories));
        using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        var old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ 1));
    }

    protected override string CodeOf(Fault fault) =>
        fault switch { Fault.BadDigest => "BadDigest", Fault.BadHash => "XAmzContentSHA256Mismatch", Fault.NotImplemented => "NotImplemented", _ => "InternalError" };
}
