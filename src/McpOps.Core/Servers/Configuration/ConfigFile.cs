using System.Text;

namespace McpOps.Servers;

/// <summary>Reads a configuration file in the format that its name says.</summary>
internal static class ConfigFile
{
    /// <summary>Reads a file; null where it holds nothing but white space and comments.</summary>
    /// <exception cref="ConfigSyntaxException">It does not follow the rules of its format.</exception>
    /// <exception cref="IOException">It is no regular file, or larger than any configuration.</exception>
    public static ConfigNode? Read(string path)
    {
        var bytes = RegularFile.ReadAllBytes(path);
        try
        {
            return IsBlank(bytes) ? null : Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".toml" => new TomlConfig(Text(bytes), path).Parse(),
                ".yaml" or ".yml" => YamlConfig.Parse(Text(bytes), path),
                _ => JsonConfig.Parse(bytes, path),
            };
        }
        catch (ConfigSyntaxException exception) when (exception.IsEmpty)
        {
            return null;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(" \t\r\n\uFEFF"u8) < 0;

    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
