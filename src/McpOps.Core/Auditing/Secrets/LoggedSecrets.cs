using System.Text;
using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>Secrets that a server wrote into its log. The end of each file is looked at, and only known shapes count: a log is full of what looks random.</summary>
internal static class LoggedSecrets
{
    private const long MaxBytes = 16 << 20;
    private const int MaxLine = 16 << 10;
    private const int MostOfAFile = 20;

    public static IEnumerable<(string Path, int Line, SecretFind Find)> In(McpServer server, CancellationToken cancellationToken)
    {
        foreach (var path in server.Logs.Where(path => Path.IsPathRooted(path) && !path.Contains('*', StringComparison.Ordinal) && File.Exists(path)))
        {
            foreach (var (line, find) in InFile(path, cancellationToken).DistinctBy(found => found.Find.Masked).Take(MostOfAFile))
            {
                yield return (path, line, find);
            }
        }
    }

    private static IEnumerable<(int Line, SecretFind Find)> InFile(string path, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Max(0, stream.Length - MaxBytes), SeekOrigin.Begin);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SecretKinds.Find(text.Length > MaxLine ? text[..MaxLine] : text) is { } known)
            {
                yield return (line, new SecretFind("SEC005", known.Kind, SecretFinder.Mask(known.Value)));
            }
        }
    }
}
