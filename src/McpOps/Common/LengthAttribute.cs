using System.Globalization;
using System.Management.Automation;

namespace McpOps.Commands;

/// <summary>Lets a parameter of seconds, days or text take every length of time: <c>30</c>, <c>5m</c>, <c>30d</c> and <c>[TimeSpan]</c>.</summary>
internal abstract class LengthAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
            {
                TimeSpan time => Of(time),
                string text => Read(text),
                _ => inputData,
            };
        }
        catch (McpOpsException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>What the parameter makes of a length.</summary>
    protected abstract object Of(TimeSpan time);

    /// <summary>What the parameter makes of a text.</summary>
    /// <exception cref="McpOpsException">It cannot be read.</exception>
    protected abstract object Read(string text);
}

/// <summary>How long some work may take; a number alone is seconds.</summary>
internal sealed class SecondsAttribute : LengthAttribute
{
    /// <inheritdoc/>
    protected override object Of(TimeSpan time) => time.TotalSeconds;

    /// <inheritdoc/>
    protected override object Read(string text) => TimeLength.Parse(text).TotalSeconds;
}

/// <summary>How far it is looked back or ahead; a number alone is days.</summary>
internal sealed class DaysAttribute : LengthAttribute
{
    /// <inheritdoc/>
    protected override object Of(TimeSpan time) => time.TotalDays;

    /// <inheritdoc/>
    protected override object Read(string text) => TimeLength.ParseAge(text).TotalDays;
}

/// <summary>A length that the engine reads.</summary>
internal sealed class LengthTextAttribute : LengthAttribute
{
    /// <inheritdoc/>
    protected override object Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");

    /// <inheritdoc/>
    protected override object Read(string text) => text;
}
