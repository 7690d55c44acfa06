using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace McpOps.Protocol.Http;

/// <summary>Says in words why a certificate is not trusted.</summary>
internal static class CertificateFault
{
    public static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            return "The server shows no certificate.";
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return $"The certificate of '{Name(leaf)}', or one above it, is not valid now: it is valid from {Day(leaf.NotBefore)} to {Day(leaf.NotAfter)}. Renew it, and check this machine's clock.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"The certificate is for '{Name(leaf)}', not for '{host}'. Use the name that the certificate has, or issue one for this name.";
        }

        return string.Equals(leaf.Subject, leaf.Issuer, StringComparison.Ordinal)
            ? $"The certificate of '{Name(leaf)}' is self-signed, and this machine does not trust it. Add it, or the authority that should have signed it, to this machine's trusted certificates."
            : $"The certificate of '{Name(leaf)}' comes from '{Plain.Text(leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: true))}', which this machine does not trust, or an intermediate certificate is missing. Serve the whole chain, or add the authority to this machine's trusted certificates.";
    }

    private static string Name(X509Certificate2 certificate) => Plain.Text(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false));

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
