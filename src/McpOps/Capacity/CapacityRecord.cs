using System.Management.Automation;
using McpOps.Capacity;

namespace McpOps.Commands;

/// <summary>Makes a result again of what remoting, a job or Import-Clixml has made of one.</summary>
internal static class CapacityRecord
{
    /// <summary>Reads a deserialised result.</summary>
    /// <exception cref="McpOpsException"><c>NotACapacityResult</c>.</exception>
    public static McpCapacity Read(PSObject record)
    {
        try
        {
            return new McpCapacity
            {
                Server = Get<string>(record, nameof(McpCapacity.Server)) ?? throw new ArgumentNullException(nameof(record)),
                Target = Get<string?>(record, nameof(McpCapacity.Target)),
                Transport = Get<string?>(record, nameof(McpCapacity.Transport)),
                Era = Get<string?>(record, nameof(McpCapacity.Era)),
                Workload = Get<string?>(record, nameof(McpCapacity.Workload)),
                Model = Get<string?>(record, nameof(McpCapacity.Model)),
                PeakRate = Get<double?>(record, nameof(McpCapacity.PeakRate)),
                PeakConcurrency = Get<double?>(record, nameof(McpCapacity.PeakConcurrency)),
                MeasuredPeakRate = Get<double?>(record, nameof(McpCapacity.MeasuredPeakRate)),
                MeasuredPeakConcurrency = Get<double?>(record, nameof(McpCapacity.MeasuredPeakConcurrency)),
                LimitedBy = Get<string?>(record, nameof(McpCapacity.LimitedBy)),
                Message = Get<string?>(record, nameof(McpCapacity.Message)) ?? "",
                GeneratorLimited = Get<bool>(record, nameof(McpCapacity.GeneratorLimited)),
                GeneratorLimit = Get<string?>(record, nameof(McpCapacity.GeneratorLimit)),
                RetryAfterSeconds = Get<double?>(record, nameof(McpCapacity.RetryAfterSeconds)),
                Objective = Get<string?>(record, nameof(McpCapacity.Objective)),
                ObjectiveMet = Get<bool?>(record, nameof(McpCapacity.ObjectiveMet)),
                Generators = Get<int>(record, nameof(McpCapacity.Generators)),
                Interrupted = Get<bool>(record, nameof(McpCapacity.Interrupted)),
                StartedAt = Get<DateTime>(record, nameof(McpCapacity.StartedAt)),
                Seconds = Get<double>(record, nameof(McpCapacity.Seconds)),
                Tools = [.. Get<string[]>(record, nameof(McpCapacity.Tools)) ?? []],
                Steps = [.. (Get<object[]>(record, nameof(McpCapacity.Steps)) ?? []).Select(step => Step(PSObject.AsPSObject(step)))],
            };
        }
        catch (Exception exception) when (exception is PSInvalidCastException or ArgumentNullException)
        {
            throw new McpOpsException("NotACapacityResult", McpErrorCategory.InvalidData, "This is not a result of Test-McpCapacity, or it was cut on its way (Select-Object, a shallow -Depth). Pass it whole.", innerException: exception);
        }
    }

    private static McpCapacityStep Step(PSObject step) => new()
    {
        Concurrency = Get<double>(step, nameof(McpCapacityStep.Concurrency)),
        Rate = Get<double>(step, nameof(McpCapacityStep.Rate)),
        OfferedRate = Get<double>(step, nameof(McpCapacityStep.OfferedRate)),
        Seconds = Get<double>(step, nameof(McpCapacityStep.Seconds)),
        Calls = Get<long>(step, nameof(McpCapacityStep.Calls)),
        Errors = Get<long>(step, nameof(McpCapacityStep.Errors)),
        Dropped = Get<long>(step, nameof(McpCapacityStep.Dropped)),
        MaxInFlight = Get<int>(step, nameof(McpCapacityStep.MaxInFlight)),
        BytesSent = Get<long>(step, nameof(McpCapacityStep.BytesSent)),
        BytesReceived = Get<long>(step, nameof(McpCapacityStep.BytesReceived)),
        Connects = Get<long>(step, nameof(McpCapacityStep.Connects)),
        GeneratorCpuPercent = Get<double>(step, nameof(McpCapacityStep.GeneratorCpuPercent)),
        GeneratorLimited = Get<bool>(step, nameof(McpCapacityStep.GeneratorLimited)),
        Stable = Get<bool>(step, nameof(McpCapacityStep.Stable)),
        WindowRates = [.. Get<double[]>(step, nameof(McpCapacityStep.WindowRates)) ?? []],
        Histogram = Get<string>(step, nameof(McpCapacityStep.Histogram)) ?? throw new ArgumentNullException(nameof(step)),
        ServiceHistogram = Get<string>(step, nameof(McpCapacityStep.ServiceHistogram)) ?? "",
        ErrorKinds = [.. (Get<object[]>(step, nameof(McpCapacityStep.ErrorKinds)) ?? []).Select(PSObject.AsPSObject)
            .Select(error => new McpCallErrors(Get<string>(error, nameof(McpCallErrors.Kind)) ?? "", Get<long>(error, nameof(McpCallErrors.Count))))],
    };

    private static T? Get<T>(PSObject record, string name) => record.Properties[name]?.Value is { } value ? LanguagePrimitives.ConvertTo<T>(value) : default;
}
