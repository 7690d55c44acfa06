using System.Runtime.InteropServices;

namespace McpOps.Logs.Templates;

/// <summary>A word or sign of a message.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MaskToken
{
    /// <summary>Where it begins in the message.</summary>
    public int Start;

    /// <summary>Where it ends, with what was folded into it.</summary>
    public int End;

    /// <summary>Where the text that counts ends: without a full stop at the end of a sentence, for an address behind its host.</summary>
    public int TextEnd;

    public TokenKind Kind;

    /// <summary>White space stands before it.</summary>
    public bool Spaced;

    public readonly bool IsValue => Kind is TokenKind.Value;
}

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>A word that may be constant.</summary>
    Word,

    /// <summary>Punctuation.</summary>
    Sign,

    /// <summary>A value by its look: it holds a digit, is a path, an address, quoted …</summary>
    Value,

    /// <summary>A URL: its host counts, the rest is a value.</summary>
    Url,
}
