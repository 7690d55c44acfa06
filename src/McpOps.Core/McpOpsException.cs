namespace McpOps;

/// <summary>A condition that a user meets: what happened and what to do about it, under a stable id.</summary>
/// <remarks>Cmdlets turn it into an error record with the same id, the CLI into a line on standard error.</remarks>
public sealed class McpOpsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errorId">Stable id in PascalCase, such as <c>InventoryNotFound</c>.</param>
    /// <param name="category">What kind of condition it is.</param>
    /// <param name="message">What happened, and what to do next.</param>
    /// <param name="target">The server, file or address that it is about.</param>
    /// <param name="innerException">What caused it.</param>
    public McpOpsException(string errorId, McpErrorCategory category, string message, string? target = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Category = category;
        Target = target;
    }

    /// <summary>Stable id in PascalCase; it never changes between releases.</summary>
    public string ErrorId { get; }

    /// <summary>What kind of condition it is.</summary>
    public McpErrorCategory Category { get; }

    /// <summary>The server, file or address that it is about.</summary>
    public string? Target { get; }
}

/// <summary>The kinds of condition; the names are those of PowerShell's <c>ErrorCategory</c>.</summary>
public enum McpErrorCategory
{
    /// <summary>An argument cannot be used.</summary>
    InvalidArgument,

    /// <summary>A file or an answer does not hold what it should.</summary>
    InvalidData,

    /// <summary>The call does not fit the present state.</summary>
    InvalidOperation,

    /// <summary>A named thing is not there.</summary>
    ObjectNotFound,

    /// <summary>The account has no right to it.</summary>
    PermissionDenied,

    /// <summary>A device, disk or tool is missing or full.</summary>
    ResourceUnavailable,

    /// <summary>The other side could not be reached.</summary>
    ConnectionError,

    /// <summary>The time-out ran out.</summary>
    OperationTimeout,

    /// <summary>A limit that protects the user was reached.</summary>
    LimitsExceeded,

    /// <summary>Reading failed.</summary>
    ReadError,

    /// <summary>Writing failed.</summary>
    WriteError,
}
