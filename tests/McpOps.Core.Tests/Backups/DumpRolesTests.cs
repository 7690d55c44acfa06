using McpOps.Backups.Databases;

namespace McpOps.Core.Tests.Backups;

/// <summary>Which roles a dump needs is read from its definitions, as pg_dump writes them.</summary>
public sealed class DumpRolesTests
{
    private static readonly DumpRoles Found = DumpRoles.In("""
        -- Name: kept; Type: TABLE; Schema: public; Owner: not this one
        CREATE TABLE public.kept (n integer);
        ALTER TABLE public.kept OWNER TO app;
        ALTER FUNCTION public.f(text) OWNER TO "the ""old"" one";
        CREATE FUNCTION public.g() RETURNS void LANGUAGE sql AS $$ -- ALTER TABLE x OWNER TO nobody; $$;
        GRANT SELECT ON TABLE public.kept TO reader;
        GRANT INSERT ON TABLE public.kept TO writer WITH GRANT OPTION;
        GRANT USAGE ON SCHEMA public TO PUBLIC;
        REVOKE ALL ON TABLE public.kept FROM app;
        ALTER DEFAULT PRIVILEGES FOR ROLE "their maker" IN SCHEMA public GRANT SELECT ON TABLES  TO later;
        SET SESSION AUTHORIZATION lender;
        RESET SESSION AUTHORIZATION;
        SET SESSION AUTHORIZATION DEFAULT;
        """);

    [Fact]
    public void Owners_and_those_who_are_granted_something_are_told_apart()
    {
        Assert.Equal(["app", "the \"old\" one"], Found.Owners);
        Assert.Equal(["app", "later", "lender", "reader", "their maker", "writer"], Found.Grantees);
    }

    [Fact]
    public void What_is_there_is_not_missed()
    {
        var missing = Found.Without(new HashSet<string>(StringComparer.Ordinal) { "app", "reader", "writer", "later", "lender", "their maker" });
        Assert.Equal("the \"old\" one", Assert.Single(missing.Owners));
        Assert.Empty(missing.Grantees);
    }
}
