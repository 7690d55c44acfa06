namespace McpOps.Monitoring;

/// <summary>What is said of a message that was to be told and was not. A pure function.</summary>
public static class DeliveryFault
{
    /// <summary>The error; null where the message was told, or not meant to be.</summary>
    public static McpOpsException? Of(McpDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return delivery.Outcome is not (DeliveryOutcome.Failed or DeliveryOutcome.Queued) ? null : new McpOpsException("AlertNotSent", McpErrorCategory.ConnectionError,
            $"The channel '{delivery.Channel}' did not take it{(delivery.Outcome is DeliveryOutcome.Queued ? ", and the watch tries it again" : "")}: {Sentences.Ended(delivery.Detail)}", delivery.Channel);
    }
}
