using System.Text;

namespace McpOps.Crawling.Writing;

/// <summary>What a line of inline text needs at its end.</summary>
internal static class InlineLine
{
    /// <summary>Takes the blanks off the end; true when there were some.</summary>
    public static bool TrimBlank(this StringBuilder line)
    {
        var before = line.Length;
        while (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        return line.Length < before;
    }

    /// <summary>Whether the line ends so.</summary>
    public static bool EndsWith(this StringBuilder line, string ending)
    {
        for (var index = 1; index <= ending.Length; index++)
        {
            if (index > line.Length || line[^index] != ending[^index])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A bare address reaches to the next blank: what follows it at once would become part of it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="from">Before this no address begins that would reach so far.</param>
    public static void PartFromAddress(this StringBuilder line, int from)
    {
        for (var index = line.Length - 1; index > 1 && index >= from && !char.IsWhiteSpace(line[index]); index--)
        {
            if (line[index] == '/' && line[index - 1] == '/' && line[index - 2] == ':')
            {
                line.Append(' ');
                return;
            }
        }
    }
}
