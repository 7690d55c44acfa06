using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Platform;

/// <summary>Certificates in files, PEM (one or a chain) or DER. Private keys beside them are not read.</summary>
/// <param name="time">The clock.</param>
public sealed class CertificateFile(TimeProvider time)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>CertificateNotFound</c>, <c>CertificateNotReadable</c> or <c>CertificateInvalid</c>.</exception>
    public async Task<CertificateDetail> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            Import(certificates, await Task.Run(() => RegularFile.ReadAllBytes(path), cancellationToken));
            return Describe(path, certificates);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new McpOpsException("CertificateNotFound", McpErrorCategory.ObjectNotFound, $"There is no file '{path}'. Correct the path in the inventory.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("CertificateNotReadable", McpErrorCategory.PermissionDenied, $"'{path}' cannot be read: {exception.Message}", path, exception);
        }
        catch (CryptographicException exception)
        {
            throw new McpOpsException("CertificateInvalid", McpErrorCategory.InvalidData, $"'{path}' holds no certificate in PEM or DER form.", path, exception);
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    private CertificateDetail Describe(string path, X509Certificate2Collection certificates)
    {
        if (certificates.Count == 0)
        {
            throw new CryptographicException("No certificate.");
        }

        // The first of a chain is the server's own.
        return CertificateDetail.Of(path, certificates[0], certificates, time.GetUtcNow());
    }

    private static void Import(X509Certificate2Collection certificates, byte[] content)
    {
        if (content.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
        {
            certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(content));
        }
        else
        {
            certificates.Add(new X509Certificate2(content));
        }
    }
}
