using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Turns the core's conditions into error records: the same id, a fitting category, the target.</summary>
internal static class Errors
{
    public static ErrorRecord Record(McpOpsException exception) => new(Shown(exception), exception.ErrorId, Category(exception.Category), exception.Target);

    // Words of a server must not steer the terminal that shows them.
    private static McpOpsException Shown(McpOpsException exception) => Visible.Of(exception.Message) is var text && text == exception.Message
        ? exception : new McpOpsException(exception.ErrorId, exception.Category, text, exception.Target, exception);

    private static ErrorCategory Category(McpErrorCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var same) ? same : ErrorCategory.InvalidOperation;
}
