using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Lets a value be written as mcpops takes it, besides what PowerShell understands.</summary>
/// <typeparam name="T">What PowerShell makes of a text; a text that it can convert is left to it.</typeparam>
internal abstract class TextWordsAttribute<T> : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // A bare number would be ticks to PowerShell, which nobody means.
        var text = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string written => LanguagePrimitives.TryConvertTo<T>(written, out _) ? null : written,
            byte or short or int or long or float or double or decimal => LanguagePrimitives.ConvertTo<string>(inputData),
            _ => null,
        };
        if (text is null)
        {
            return inputData;
        }

        try
        {
            return Read(text)!;
        }
        catch (McpOpsException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>Reads the text.</summary>
    /// <exception cref="McpOpsException">It cannot be read.</exception>
    protected abstract T Read(string text);
}
