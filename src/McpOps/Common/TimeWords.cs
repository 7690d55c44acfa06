using System.Management.Automation;
using McpOps.Backups.Retention;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>Lets a time be written as mcpops takes it: besides what PowerShell understands an age such as <c>24h</c>, <c>today</c> or <c>yesterday</c>.</summary>
internal sealed class TimeWordsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text || LanguagePrimitives.TryConvertTo<DateTime>(text, out _))
        {
            return inputData;
        }

        try
        {
            var period = LogPeriod.Parse(text.All(char.IsLetter) ? text.ToLowerInvariant() : text, null, null, null, TimeZoneInfo.Local, TimeProvider.System);
            return period.Since!.Value.LocalDateTime;
        }
        catch (McpOpsException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}

/// <summary>Lets a length of time be written as mcpops takes it: besides what PowerShell understands an age such as <c>12h</c>, <c>30d</c> or <c>8w</c>.</summary>
internal sealed class AgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text || LanguagePrimitives.TryConvertTo<TimeSpan>(text, out _))
        {
            return inputData;
        }

        try
        {
            return RetentionAge.Parse(text);
        }
        catch (McpOpsException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
