namespace McpOps.Logs.Parsing;

/// <summary>One column of what stands before a message.</summary>
internal enum HeaderPart : byte
{
    /// <summary>A time, bare or in brackets.</summary>
    Time,

    /// <summary>A level word, bare, in brackets or before a colon.</summary>
    Level,

    /// <summary>A column of levels, among them words that are none that we know.</summary>
    LevelColumn,

    /// <summary>A level as one letter.</summary>
    Letter,

    /// <summary>A letter among those of Java's application servers, where A is an audit.</summary>
    AuditLetter,

    /// <summary>klog: a level's letter, month, day and clock in one.</summary>
    Klog,

    /// <summary>A number, such as a process id.</summary>
    Number,

    /// <summary>A bracketed group, such as a thread or request id.</summary>
    Bracket,

    /// <summary>One word, such as a host.</summary>
    Word,

    /// <summary><c>name:</c> or <c>name[pid]:</c>.</summary>
    Tag,

    /// <summary>A dotted or padded name without a colon.</summary>
    Name,

    /// <summary>Everything up to <c> - </c>.</summary>
    Dashed,

    /// <summary>Everything up to <c>|</c>.</summary>
    Piped,
}
