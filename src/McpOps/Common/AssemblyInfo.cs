using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("McpOps.Module.Tests")]
