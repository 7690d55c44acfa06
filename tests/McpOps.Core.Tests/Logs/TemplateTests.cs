
namespace McpOps.Core.Tests.Logs;

public sealed class TemplateTests
{
    // In the styles of public systems; every second line says the same as the first with other values.
    public static TheoryData<string, string[]> Styles => new()
    {
        { "logcat", ["03-17 16:13:{0:00}.811  1702  2395 D WindowManager: printFreezingDisplayLogs opening app token = Token{{{1}a64f}}, drawn= false, moved =  true", "03-17 16:13:{0:00}.819  1702  8671 I PowerManagerService: release:lock=1{1}, flg=0x0, tag=\"View Lock {1}\", name=com.android.systemui\", ws=null, uid=10037, pid=222{0}"] },
        { "blue gene", ["- 11178385{0:00} 2005.06.03 R02-M1-N0-C:J12-U{0:00} 2005-06-03-15.42.{0:00}.363779 R02-M1-N0-C:J12-U{0:00} RAS KERNEL INFO instruction cache parity error corrected", "APPREAD 11178386{0:00} 2005.06.03 R04-M1-N4-I:J18-U{0:00} 2005-06-03-16.42.{0:00}.363779 R04-M1-N4-I:J18-U{0:00} RAS APP FATAL ciod: failed to read message prefix on control stream (CioStream socket to 172.16.96.{0}:3{1}"] },
        { "cluster", ["13468{0} node-{0} unix.hw state_change.unavailable 10778047{0:00} 1 Component State Change: Component \\042alt{0}\\042 is in the unavailable state (HWID={1})", "2557{0} node-D{0} action start 107671{1} 1 boot (command {1})"] },
        { "health app", ["20171223-22:15:{0}:606|Step_LSC|30002312|onStandStepChanged {1}", "20171223-22:15:{0}:{0}|Step_SPUtils|30002312| getTodayTotalDetailSteps = 15140384{1}##6993##548{0}##8661"] },
        { "mac", ["Jul  1 09:00:{0:00} calvisitor-10-105-160-95 kernel[0]: IOThunderboltSwitch<0>(0x0)::listenerCallback - Thunderbolt HPD packet for route = 0x{0} port = {0} unplug = 0", "Jul  1 09:02:{0:00} authorMacBook-Pro com.apple.cts[2{0}]: com.apple.suggestions.harvest: scheduler_evaluate_activity told me to run this job; however, but the start time isn't for {1} seconds.  Ignoring."] },
        { "openstack", ["nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:{0:00}.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b-2096-447d-96ea-{1}2162415ae 113d3a99c3da401fbd62cc2caa5b96d2 - - -] 10.11.10.{0} \"GET /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/{1} HTTP/1.1\" status: 200 len: 1893 time: 0.24{1}", "nova-compute.log.1.2017-05-16_13:55:31 2017-05-16 00:00:{0:00}.272 2931 INFO nova.compute.manager [req-3ea4052c-895d-4b64-9e2d-{1}04c4d23 - - - - -] [instance: b9000564-fe1a-409b-b8cc-{1}b294cd1d] VM Started (Lifecycle Event)"] },
        { "thunderbird", ["- 11315664{0:00} 2005.11.09 dn{0} Nov 9 12:01:{0:00} dn{0}/dn{0} crond(pam_unix)[29{0}]: session closed for user root", "- 11315665{0:00} 2005.11.09 tbird-admin{0} Nov 9 12:02:{0:00} local@tbird-admin{0} /apps/x86_64/system/ganglia-3.0.1/sbin/gmetad[16{0}]: data_thread() got not answer from any [Thunderbird_A{0}] datasource"] },
        { "windows", ["2016-09-28 04:30:{0:00}, Info                  CBS    SQM: Queued {0} file(s) for upload with pattern: C:\\Windows\\servicing\\sqm\\{1}_std.sqm, flags: 0x{0}", "2016-09-28 04:30:{0:00}, Info                  CSI    0000000{0}@2016/9/27:20:30:{0:00}.455 WcpInitialize (wcp.dll version 0.0.0.6) called (stack @0x7fed806eb5d @0x7fef9fb9b6d)"] },
    };

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Headers_of_any_system_are_found_and_statements_told_apart(string system, string[] forms)
    {
        var lines = Enumerable.Range(0, 60).Select(index => string.Format(System.Globalization.CultureInfo.InvariantCulture, forms[index % 2], 10 + (index % 50), 1000 + (index * 37)));
        var entries = await new LogRun().ReadAsync(LogRun.OfText(string.Join('\n', lines) + "\n"));
        Assert.Equal(60, entries.Count);
        Assert.All(entries, entry => Assert.True(entry.Time is not null, system));
        Assert.Equal(2, entries.Select(entry => entry.TemplateId).Distinct().Count());
        Assert.Equal(entries[0].TemplateId, entries[2].TemplateId);
        Assert.DoesNotContain("INFO", entries[0].Message.Split(' ')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Extracting content from URL: https://example.com/a/b?c=1", "Extracting content from URL: https://example.com/<*>")]
    [InlineData("Session b9000564-fe1a-409b-b8cc-1e88b294cd1d took 12.5 ms (34 KB)", "Session <*> took <*>")]
    [InlineData("User \"Ann Example\" from 00:11:43:e3:ba:c3 opened /var/log/app.log", "User <*> from <*> opened <*>")]
    [InlineData("GET failed with ValueError: bad thing", "GET failed with ValueError: bad thing")]
    [InlineData("visible=true on eth0, parent null", "visible=true on eth0, parent <*>")]
    [InlineData("moved node1 node2 node3 away", "moved <*> away")]
    [InlineData("from 10.0.0.1 \"GET /v2/servers?all=True&since=2026-11-20 HTTP/1.1\" done", "from <*> \"GET <*>\" done")]
    public async Task Values_are_masked_and_words_stay(string message, string template)
    {
        var entry = Assert.Single(await new LogRun().ReadAsync(LogRun.OfText($"2026-11-20 06:00:00 INFO {message}\n")));
        Assert.Equal(template, entry.Template);
    }

    [Fact]
    public async Task Words_that_vary_become_values_and_verbs_do_not()
    {
        string[] users = ["ann", "bob", "cyrus", "dora", "eve"];
        string[] verbs = ["opened", "closed", "resumed", "paused", "killed"];
        var lines = users.SelectMany(user => verbs.Select(verb => $"2026-11-20 06:00:00 INFO session {verb} for user {user}"));
        var entries = await new LogRun().ReadAsync(LogRun.OfText(string.Join('\n', lines) + "\n"));
        Assert.Equal(verbs.Length, entries.Select(entry => entry.TemplateId).Distinct().Count());
        Assert.Equal("session opened for user <*>", entries[0].Template);
    }

    // Values that take more tokens, that only their key gives away, and names that no digit gives away.
    [Theory]
    [InlineData("synchronized to 10.0.0.1, stratum 3", "synchronized to LOCAL(0), stratum 10")]
    [InlineData("acquire name=com.example.app2, owner=null, uid=7", "acquire name=android, owner=WorkSource{10113}, uid=8")]
    [InlineData("link up on eth0", "link up on eth1")]
    public async Task The_same_statement_with_values_of_another_look_is_one(string one, string other)
    {
        var entries = await new LogRun().ReadAsync(LogRun.OfText($"2026-11-20 06:00:00 INFO {one}\n2026-11-20 06:00:01 INFO {other}\n"));
        Assert.Equal(entries[0].Template, entries[1].Template);
        Assert.Contains("<*>", entries[1].Template, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IPv4 enabled on all links", "IPv6 enabled on all links")]
    [InlineData("onOpened", "onClosed")]
    [InlineData("update overlap:true of view", "update overlap:false of view")]
    public async Task Statements_that_say_different_things_stay_apart(string one, string other)
    {
        var entries = await new LogRun().ReadAsync(LogRun.OfText($"2026-11-20 06:00:00 INFO {one}\n2026-11-20 06:00:01 INFO {other}\n"));
        Assert.NotEqual(entries[0].TemplateId, entries[1].TemplateId);
    }

    [Fact]
    public async Task What_comes_after_the_first_entries_finds_the_templates_learned_from_them()
    {
        var lines = Enumerable.Range(0, 30_000).Select(index => $"2026-11-20 06:00:00 INFO login of user u{(char)('a' + (index % 26))}{(index > 25_000 ? "zz" : "")} ended");
        var entries = await new LogRun().ReadAsync(LogRun.OfText(string.Join('\n', lines) + "\n"));
        Assert.Single(entries.Select(entry => entry.TemplateId).Distinct());
    }

    [Fact]
    public async Task The_eight_systems_at_hand_are_grouped_as_their_truth_has_it()
    {
        var folder = SharedLogs.FolderOrSkip();
        var accuracies = new List<double>();
        foreach (var system in Directory.GetDirectories(folder))
        {
            accuracies.Add(await SharedLogs.AccuracyAsync(system));
        }

        Assert.True(accuracies.Average() >= 0.99, $"grouping accuracy {accuracies.Average():0.0000}");
    }
}
