using System.Text;

namespace McpOps.Monitoring;

/// <summary>What a receiver says: how many data points it did not take, and why; also what it says when it takes none.</summary>
/// <param name="Rejected">How many data points it did not take.</param>
/// <param name="Message">Why, or what it says beside.</param>
internal readonly record struct OtlpAnswer(long Rejected, string Message)
{
    /// <summary>Reads an <c>ExportMetricsServiceResponse</c>; what is none says nothing.</summary>
    public static OtlpAnswer Read(ReadOnlySpan<byte> body)
    {
        var answer = new OtlpAnswer(0, "");
        Fields(body, ref answer, inside: false);
        return answer;
    }

    /// <summary>The message of a <c>google.rpc.Status</c>, or the body itself where it is text.</summary>
    public static string Reason(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType is not "application/x-protobuf")
        {
            return Encoding.UTF8.GetString(body).Trim();
        }

        var answer = new OtlpAnswer(0, "");
        Fields(body, ref answer, inside: true);
        return answer.Message;
    }

    // Both have their text in field 2; a partial success lies in field 1 of the answer, and counts in field 1 of its own.
    private static void Fields(ReadOnlySpan<byte> body, ref OtlpAnswer answer, bool inside)
    {
        while (Varint(ref body) is { } tag)
        {
            switch (tag & 7)
            {
                case 0 when Varint(ref body) is { } number:
                    answer = inside && tag >> 3 == 1 ? answer with { Rejected = (long)number } : answer;
                    break;
                case 1 when body.Length >= 8:
                    body = body[8..];
                    break;
                case 5 when body.Length >= 4:
                    body = body[4..];
                    break;
                case 2 when Varint(ref body) is { } length && length <= (ulong)body.Length:
                    var value = body[..(int)length];
                    body = body[(int)length..];
                    if (!inside && tag >> 3 == 1)
                    {
                        Fields(value, ref answer, inside: true);
                    }
                    else if (inside && tag >> 3 == 2)
                    {
                        answer = answer with { Message = Encoding.UTF8.GetString(value) };
                    }

                    break;
                default:
                    return;
            }
        }
    }

    private static ulong? Varint(ref ReadOnlySpan<byte> body)
    {
        var value = 0UL;
        for (var index = 0; index < body.Length && index < 10; index++)
        {
            value |= (ulong)(body[index] & 0x7f) << (7 * index);
            if (body[index] < 0x80)
            {
                body = body[(index + 1)..];
                return value;
            }
        }

        return null;
    }
}
