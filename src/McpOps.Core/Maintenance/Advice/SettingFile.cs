using System.Text;
using McpOps.Files;

namespace McpOps.Maintenance.Advice;

/// <summary>A file that holds settings, as it was read.</summary>
internal sealed class SettingFile
{
    private const long MostBytes = 4 << 20;
    private const char Mark = '\uFEFF';
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ISettingFormat _format;
    private readonly string _mark;
    private readonly string _text;

    private SettingFile(string path, byte[] content, ISettingFormat format)
    {
        (Path, Content, _format) = (path, content, format);
        var text = Strict.GetString(content);
        _mark = text is [Mark, ..] ? text[..1] : "";
        _text = text[_mark.Length..];
    }

    public string Path { get; }

    /// <summary>What it held.</summary>
    public byte[] Content { get; }

    /// <summary>It with another content.</summary>
    public SettingFile Holding(byte[] content) => new(Path, content, _format);

    /// <summary>Reads one.</summary>
    /// <exception cref="SettingException">It is of no kind that is understood, not there, or not readable.</exception>
    public static SettingFile Read(string path)
    {
        var format = Format(path) ?? throw new SettingException($"'{path}' is of no kind that is changed surely: those are .env (or .conf, of NAME=value lines), .json, .jsonc, .yaml and .yml.");
        try
        {
            if (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target && !FileSystem.MayFollow(path, target))
            {
                throw new SettingException($"'{path}' is a link of another account to what is not its own.");
            }

            return new SettingFile(path, RegularFile.ReadAllBytes(path, MostBytes), format);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingException($"'{path}' is not there.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new SettingException($"This account may not read '{path}'.");
        }
        catch (IOException exception)
        {
            throw new SettingException($"'{path}' could not be read: {exception.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw new SettingException($"'{path}' is no text in UTF-8.");
        }
    }

    /// <summary>The value of a setting; null where it does not hold it.</summary>
    /// <exception cref="SettingException">It is not sure.</exception>
    public string? Value(string key) => Guard(() => _format.Find(_text, key)?.Value);

    /// <summary>What it is to hold with another value of a setting; with null where it is to hold it no more.</summary>
    /// <exception cref="SettingException">It is not sure that nothing else would change.</exception>
    public byte[] With(string key, string? value) => Guard(() =>
    {
        var setting = _format.Find(_text, key);
        var text = (setting, value) switch
        {
            (null, null) => _text,
            (null, not null) => _format.Add(_text, key, value),
            (not null, null) => _format.Remove(_text, key, setting),
            _ => _format.Replace(_text, key, setting, value),
        };
        return _format.Find(text, key)?.Value == value ? Strict.GetBytes(_mark + text) : throw new SettingException($"{key} would not be read as '{value}' then.");
    });

    private static ISettingFormat? Format(string path)
    {
        var name = System.IO.Path.GetFileName(path).ToLowerInvariant();
        return name.StartsWith(".env", StringComparison.Ordinal) ? new EnvironmentFormat() : System.IO.Path.GetExtension(name) switch
        {
            ".env" or ".conf" => new EnvironmentFormat(),
            ".json" or ".jsonc" => new JsonFormat(),
            ".yaml" or ".yml" => new YamlFormat(),
            _ => null,
        };
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SettingException exception)
        {
            throw new SettingException($"'{Path}': {exception.Message}");
        }
    }
}
