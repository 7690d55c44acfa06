using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace McpOps.Backups.Stores;

/// <summary>The client for S3-compatible services, and what its failures mean to a user.</summary>
internal static class S3Client
{
    private static int Attempts => int.TryParse(Environment.GetEnvironmentVariable("AWS_MAX_ATTEMPTS"), out var attempts) && attempts > 0 ? attempts : 5;

    public static AmazonS3Client Create()
    {
        var endpoint = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Attempts - 1,
            Timeout = TimeSpan.FromMinutes(5),
            // Many services know neither the newer checksums nor the encoding that carries them: they would store it as content.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }

        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException exception)
        {
            throw new McpOpsException("StoreUnreachable", McpErrorCategory.InvalidArgument,
                $"S3 is not set up: {Sentences.Ended(exception.Message)} Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, and AWS_ENDPOINT_URL_S3 for a service that is not Amazon's.", null, exception);
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
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            throw new McpOpsException("AccessDenied", McpErrorCategory.PermissionDenied, $"'{location}' refused the request: {Sentences.Ended(exception.Message)} Look at the credentials and the bucket's policy.", location, exception);
        }
        catch (AmazonS3Exception exception) when (IsDigestRefused(exception))
        {
            throw new McpOpsException("ChecksumRefused", McpErrorCategory.ConnectionError,
                $"'{location}' says that what arrives is not what was sent ({exception.ErrorCode}), also when it is sent again. Something on the way, such as a proxy, changes it. Earlier backups are untouched.", location, exception);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotImplemented)
        {
            throw new McpOpsException("StoreLacksRequest", McpErrorCategory.InvalidOperation,
                $"'{location}' does not have a request that backups need: {Sentences.Ended(exception.Message)} Use another service, or a folder. Earlier backups are untouched.", location, exception);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode is "NoSuchBucket")
        {
            throw new McpOpsException("BucketNotFound", McpErrorCategory.ObjectNotFound, $"There is no bucket for '{location}'. Make it first.", location, exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            throw new McpOpsException("StoreUnreachable", McpErrorCategory.ConnectionError, $"'{location}' did not do what was asked, also when asked again: {Sentences.Ended(exception.Message)} Earlier backups are untouched.", location, exception);
        }
    }

    // The client asks again after a server's failure, and not when a body arrived damaged there, or a refusal was cut off on its way back:
    // both may be the network's.
    private static async Task<T> SendAgainAsync<T>(Func<Task<T>> request)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await request();
            }
            catch (AmazonServiceException exception) when ((IsDigestRefused(exception) || exception is AmazonUnmarshallingException) && attempt < Attempts)
            {
                // Sent again at once: what was damaged on the way is whole the next time, or it never is.
            }
        }
    }

    private static bool IsDigestRefused(AmazonServiceException exception) =>
        exception.ErrorCode is "BadDigest" or "InvalidDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch" or "IncompleteBody";
}
