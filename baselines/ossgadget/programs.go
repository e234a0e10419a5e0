package ossgadget

import "strings"

// Names of programs of the system with which one can live off the land (LOLBAS,
// GTFOBins), in lower case.

func windowsPrograms() []string {
	return strings.Fields(`
		advpack.dll appvlp at atbroker bash bginfo bitsadmin cdb certutil cl_invocation.ps1 cl_mutexverifiers.ps1 cmd cmdkey
		cmstp comsvcs.dll control csc cscript csi devtoolslauncher dfsvc diskshadow dnscmd dnx dotnet dxcap esentutl eventvwr
		excel expand extexport extrac32 findstr forfiles ftp gfxdownloadwrapper gpscript hh ic ie4uinit ieadvpack.dll
		ieaframe.dll infdefaultinstall installutil jsc makecab manage-bde.wsf mavinject mftrace microsoft.workflow.compiler
		mmc msbuild msc msconfig msdeploy msdt mshta mshtml.dll msxsl netsh odbcconf pcalua pcwrun pcwutl.dll pester.bat
		powerpnt presentationhost pubprn.vbs rcsi reg regasm regedit register-cimprovider regsvcs regsvr32 rpcping rundll32
		runonce runscripthelper sc schtasks scriptrunner setupapi.dll shdocvw.dll shell32.dll slmgr.vbs sqldumper sqlps
		sqltoolsps squirrel syncappvpublishingserver syncappvpublishingserver.vbs syssetup.dll te tracker tttracer update
		url.dll verclsid vsjitdebugger wab winrm.vbs winword wmic wscript wsl wsreset xwizard zipfldr.dll`)
}

func linuxPrograms() []string {
	return strings.Fields(`
		apt apt-get aria2c arp ash awk base64 bash bpftrace busybox cat chmod chown cp cpan cpulimit crontab csh curl cut dash
		dd diff dmesg dmsetup dnf docker dpkg easy_install ed emacs env expand expect facter find finger flock fmt ftp gawk
		gdb gimp git grep head iftop ionice ip irb jjs journalctl jrunscript ksh ld.so ldconfig logsave ltrace lua mail mawk
		mount mtr mv mysql nano nawk nc nice nl nmap node od openssl perl pg php pic pico pip puppet readelf red rlogin rlwrap
		rpm rpmquery rsync ruby run-mailcap run-parts rvim scp screen script sed service setarch sftp shuf smbclient socat
		sort sqlite3 ssh start-stop-daemon stdbuf strace systemctl tail tar taskset tclsh tcpdump tee telnet tftp time timeout
		tmux top ul unexpand uniq unshare vi vim watch wget whois wish xargs xxd yum zsh zypper`)
}
