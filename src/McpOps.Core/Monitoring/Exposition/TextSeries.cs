using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace McpOps.Monitoring;

/// <summary>Writes series as Prometheus reads them: <c>name{label="value"} number</c>.</summary>
/// <param name="output">Where they go.</param>
internal sealed class TextSeries(ArrayBufferWriter<byte> output) : SeriesSink
{
    private byte[] _name = [];
    private byte[][] _labels = [];
    private byte[] _server = [];
    private bool _ofServer;

    /// <summary>Begins a metric.</summary>
    public void Begin(string name, IReadOnlyList<string> labels, bool ofServer)
    {
        (_name, _ofServer) = (Encoding.ASCII.GetBytes(name), ofServer);
        _labels = [.. labels.Skip(ofServer ? 1 : 0).Select(label => Encoding.ASCII.GetBytes(label + "=\""))];
    }

    /// <summary>The server whose series follow.</summary>
    public void Of(byte[] escaped) => _server = escaped;

    /// <summary>A label's value as bytes, escaped.</summary>
    public static byte[] Escape(string text) => Encoding.UTF8.GetBytes(PromText.LabelValue(text));

    /// <inheritdoc/>
    public override void Add(double? value, params ReadOnlySpan<string> labels)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            return;
        }

        Count++;
        output.Write(_name);
        if (_ofServer || labels.Length > 0)
        {
            output.Write("{"u8);
            if (_ofServer)
            {
                output.Write("server=\""u8);
                output.Write(_server);
                output.Write("\""u8);
            }

            for (var index = 0; index < labels.Length; index++)
            {
                output.Write(_ofServer || index > 0 ? ","u8 : ""u8);
                output.Write(_labels[index]);
                output.Write(Escape(labels[index]));
                output.Write("\""u8);
            }

            output.Write("}"u8);
        }

        output.Write(" "u8);
        Utf8Formatter.TryFormat(number, output.GetSpan(32), out var written);
        output.Advance(written);
        output.Write("\n"u8);
    }
}
