using System.Text;

namespace McpOps.Logs.Templates;

/// <summary>Writes a template as people read it: the message as it was written, with <c>&lt;*&gt;</c> for values.</summary>
internal static class TemplateText
{
    /// <summary>What stands for a value.</summary>
    public const string Value = "<*>";

    private const int MaxLength = 1000;

    /// <summary>Renders a message.</summary>
    /// <param name="message">A message of the template.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="words">The template's words, one for each token; null where a token belongs to the value before it.</param>
    /// <param name="keepHosts">True when addresses are values in the template and yet all name the same host.</param>
    public static string Render(ReadOnlySpan<byte> message, ReadOnlySpan<MaskToken> tokens, IReadOnlyList<string?> words, bool keepHosts = false)
    {
        var text = new StringBuilder();
        var position = 0;
        for (var i = 0; i < tokens.Length && text.Length < MaxLength; i++)
        {
            var token = tokens[i];
            text.Append(Encoding.UTF8.GetString(message[position..token.Start]));
            position = token.End;
            var word = i < words.Count ? words[i] : "";
            if (word is null)
            {
                continue;
            }

            if (word == MaskedWords.Value && !(keepHosts && token.Kind is TokenKind.Url))
            {
                text.Append(Value);
                continue;
            }

            text.Append(Encoding.UTF8.GetString(message[token.Start..token.TextEnd]));
            text.Append(token.Kind is TokenKind.Url && token.TextEnd < token.End ? "/" + Value : Encoding.UTF8.GetString(message[token.TextEnd..token.End]));
        }

        return text.ToString();
    }
}
