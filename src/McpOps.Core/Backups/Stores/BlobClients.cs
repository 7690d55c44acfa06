using System.Net;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace McpOps.Backups.Stores;

/// <summary>The client for Azure Blob Storage, and what its failures mean to a user.</summary>
internal static class BlobClients
{
    private const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    private static int Attempts => int.TryParse(Environment.GetEnvironmentVariable("AZURE_STORAGE_MAX_ATTEMPTS"), out var attempts) && attempts > 0 ? attempts : 5;

    /// <summary>The container, by a connection string of the environment, else as whoever runs here: a principal of the environment, a workload, a managed identity, or who signed in by <c>az</c>.</summary>
    /// <exception cref="McpOpsException"><c>StoreUnreachable</c>: the connection string is none, or that of another account.</exception>
    public static BlobContainerClient Create(string account, string container, string location)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = Attempts - 1, Mode = RetryMode.Exponential, Delay = TimeSpan.FromMilliseconds(200), NetworkTimeout = TimeSpan.FromMinutes(5) } };
        if (Environment.GetEnvironmentVariable(ConnectionString) is not { Length: > 0 } connection)
        {
            var credential = new ChainedTokenCredential(new EnvironmentCredential(), new WorkloadIdentityCredential(), new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned), new AzureCliCredential());
            return new BlobServiceClient(new Uri($"https://{account}.blob.core.windows.net"), credential, options).GetBlobContainerClient(container);
        }

        try
        {
            var service = new BlobServiceClient(connection, options);
            return service.AccountName == account ? service.GetBlobContainerClient(container)
                : throw new McpOpsException("StoreUnreachable", McpErrorCategory.InvalidArgument, $"{ConnectionString} is that of the account '{service.AccountName}', and '{location}' names '{account}'. Name one account.", location);
        }
        catch (FormatException exception)
        {
            // Not its text: there is a key in it.
            throw new McpOpsException("StoreUnreachable", McpErrorCategory.InvalidArgument, $"{ConnectionString} is no connection string. Copy it anew from the account's access keys.", location, exception);
        }
    }

    /// <summary>Runs a request; the client has retried what is worth it.</summary>
    /// <exception cref="McpOpsException"><c>StoreUnreachable</c>, <c>AccessDenied</c>, <c>BucketNotFound</c>, <c>ChecksumRefused</c> or <c>StoreLacksRequest</c>.</exception>
    public static async Task<T> Guarded<T>(string location, Func<Task<T>> request)
    {
        try
        {
            return await SendAgainAsync(request);
        }
        catch (RequestFailedException exception) when (exception.Status is (int)HttpStatusCode.Forbidden or (int)HttpStatusCode.Unauthorized)
        {
            throw Failure("AccessDenied", McpErrorCategory.PermissionDenied, $"'{location}' refused the request: {Reason(exception)} Look at the role of the identity (Storage Blob Data Contributor) or the connection string.", exception);
        }
        catch (AuthenticationFailedException exception)
        {
            throw Failure("AccessDenied", McpErrorCategory.PermissionDenied,
                $"There is no identity for '{location}': {Plain(exception.Message)} Give the machine or the Automation account a managed identity, or set {ConnectionString}.", exception);
        }
        catch (RequestFailedException exception) when (IsDigestRefused(exception))
        {
            throw Failure("ChecksumRefused", McpErrorCategory.ConnectionError,
                $"'{location}' says that what arrives is not what was sent ({exception.ErrorCode}), also when it is sent again. Something on the way, such as a proxy, changes it. Earlier backups are untouched.", exception);
        }
        catch (RequestFailedException exception) when (exception.Status is (int)HttpStatusCode.NotImplemented)
        {
            throw Failure("StoreLacksRequest", McpErrorCategory.InvalidOperation,
                $"'{location}' does not have a request that backups need: {Reason(exception)} Use another service, or a folder. Earlier backups are untouched.", exception);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode is "ContainerNotFound")
        {
            throw Failure("BucketNotFound", McpErrorCategory.ObjectNotFound, $"There is no container for '{location}'. Make it first.", exception);
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or HttpRequestException or IOException)
        {
            throw Failure("StoreUnreachable", McpErrorCategory.ConnectionError, $"'{location}' did not do what was asked, also when asked again: {Reason(exception)} Earlier backups are untouched.", exception);
        }

        McpOpsException Failure(string id, McpErrorCategory category, string message, Exception exception) => new(id, category, message, location, exception);
    }

    // The client asks again after a server's failure, and not when a body arrived damaged there, which may be the network's,
    // nor when the text of a refusal ("there is no such blob") was cut off: it reads that after it has given up.
    private static async Task<T> SendAgainAsync<T>(Func<Task<T>> request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request();
            }
            catch (RequestFailedException exception) when (IsDigestRefused(exception) && attempt < Attempts)
            {
                // Sent again at once: what was damaged on the way is whole the next time, or it never is.
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The same: the connection is a new one.
            }
        }
    }

    private static bool IsDigestRefused(RequestFailedException exception) => exception.ErrorCode is "Md5Mismatch" or "InvalidMd5" or "Crc64Mismatch" or "IncompleteBody";

    // The first line says what it is; headers and bodies follow.
    private static string Reason(Exception exception) => Plain((exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception).Message);

    private static string Plain(string message) => message.Split('\n')[0].Trim() is var line && line.EndsWith('.') ? line : line + ".";
}
