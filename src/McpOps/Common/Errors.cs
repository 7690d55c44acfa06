using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Turns the core's conditions into error records: the same id, a fitting category, the target.</summary>
internal static class Errors
{
    // Words of a server must not steer the terminal that shows them, and options are called parameters here.
    public static ErrorRecord Record(McpOpsException exception)
    {
        var words = Visible.Of(Wording.OfCmdlets(exception.Message));
        var told = words == exception.Message ? exception : new McpOpsException(exception.ErrorId, exception.Category, words, exception.Target, exception);
        return new ErrorRecord(told, told.ErrorId, Category(told.Category), told.Target);
    }

    private static ErrorCategory Category(McpErrorCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var same) ? same : ErrorCategory.InvalidOperation;
}
