using System.Text;

namespace McpOps.Cli.Hosts;

/// <summary>What a host writes, as far as it has come.</summary>
internal sealed class HostText
{
    private const int MostCharacters = 16 << 20;
    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();

    /// <summary>Begins to read.</summary>
    /// <param name="reader">Where it comes from.</param>
    public HostText(StreamReader reader) => Whole = ReadAsync(reader);

    /// <summary>Ends when all of it is there.</summary>
    public Task Whole { get; }

    /// <summary>What has come so far.</summary>
    public string Read()
    {
        lock (_gate)
        {
            return _text.ToString();
        }
    }

    // A host that lies must not fill our memory.
    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[16 * 1024];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_gate)
            {
                if (_text.Length < MostCharacters)
                {
                    _text.Append(buffer, 0, read);
                }
            }
        }
    }
}
