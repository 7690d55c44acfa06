using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Recognises files that hold secrets by their names, and key files by what is in them.</summary>
internal static class SecretFiles
{
    private static readonly string[] Names =
        [".env", ".netrc", ".pgpass", ".npmrc", ".pypirc", ".htpasswd", "credentials", "credentials.json", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

    private static readonly string[] Endings = [".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".env"];

    private static readonly string[] Samples = [".example", ".sample", ".template", ".dist"];

    public static bool IsSecret(IFolder folder, ReadOnlySpan<byte> name, FileStat stat)
    {
        var text = Encoding.UTF8.GetString(name);
        if (stat.Size == 0 || Samples.Any(sample => text.EndsWith(sample, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        return Names.Contains(text, StringComparer.OrdinalIgnoreCase)
            || text.StartsWith(".env.", StringComparison.OrdinalIgnoreCase)
            || Endings.Any(ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || (text.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) && HoldsPrivateKey(folder, name));
    }

    // A certificate is public; only a key beside it is not.
    private static bool HoldsPrivateKey(IFolder folder, ReadOnlySpan<byte> name)
    {
        try
        {
            using var file = folder.OpenFile(name);
            var head = new byte[64 * 1024];
            return head.AsSpan(0, file.Read(head)).IndexOf("PRIVATE KEY"u8) >= 0;
        }
        catch (FileException)
        {
            // What cannot be read cannot be told: the archive will say that it was skipped.
            return false;
        }
    }
}
