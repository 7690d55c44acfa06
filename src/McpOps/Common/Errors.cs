using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Turns the core's conditions into error records: the same id, a fitting category, the target.</summary>
internal static class Errors
{
    public static ErrorRecord Record(McpOpsException exception) => new(exception, exception.ErrorId, Category(exception.Category), exception.Target);

    private static ErrorCategory Category(McpErrorCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var same) ? same : ErrorCategory.InvalidOperation;
}
