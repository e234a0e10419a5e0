package bandit4mal

// severity is Bandit's.
type severity string

const (
	medium severity = "MEDIUM"
	high   severity = "HIGH"
)

// callRule fires on a call whose qualified name ends with suffix, in a file that has
// imported, so far, something with module in its name.
type callRule struct{ id, module, suffix string }

// All are of severity HIGH and confidence MEDIUM. Several of an object's methods
// have no more of the object than the module: a call of anything.read is os_read
// where os is imported.
func callRules() []callRule {
	return []callRule{
		{"base64_b64decode", "base64", "b64decode"},
		{"base64_b64encode", "base64", "b64encode"},
		{"code_InteractiveInterpreter_runsource", "code", "runsource"},
		{"compileall_compile_file", "compileall", "compile_file"},
		{"concurrent_futures_Executor", "concurrent", "Executor"},
		{"ctypes_CDLL", "ctypes", "CDLL"},
		{"fileinput_input", "fileinput", "input"},
		{"getpass_getuser", "getpass", "getuser"},
		{"http_client_HTTPConnection", "http", "HTTPConnection"},
		{"http_client_HTTPConnection_getresponse", "http", "getresponse"},
		{"http_client_HTTPConnection_request", "http", "request"},
		{"http_cookiejar_FileCookieJar_load", "http", "load"},
		{"http_server_HTTPServer", "http", "HTTPServer"},
		{"multiprocessing_Process", "multiprocessing", "Process"},
		{"multiprocessing_pool", "multiprocessing", "Pool"},
		{"os_chmod", "os", "chmod"},
		{"os_getuid", "os", "getuid"},
		{"os_popen", "os", "popen"},
		{"os_read", "os", "read"},
		{"os_system", "os", "system"},
		{"os_write", "os", "write"},
		{"pathlib_Path_rmdir", "pathlib", "rmdir"},
		{"platform_system", "platform", "system"},
		{"pwd_getpwuid", "pwd", "getpwuid"},
		{"shutil_rmtree", "shutil", "rmtree"},
		{"signal_signal", "signal", "signal"},
		{"smtplib_SMTP_SSL_sendmail", "smtplib", "sendmail"},
		{"socket_gethostname", "socket", "gethostname"},
		{"socket_socket", "socket", "socket"},
		{"socket_socket_close", "socket", "close"},
		{"socket_socket_connect", "socket", "connect"},
		{"socket_socket_recv", "socket", "recv"},
		{"socket_socket_send", "socket", "send"},
		{"socket_socket_sendall", "socket", "sendall"},
		{"socket_socket_settimeout", "socket", "settimeout"},
		{"ssl_SSLSocket_read", "ssl", "read"},
		{"ssl_SSLSocket_send", "ssl", "send"},
		{"subprocess_Popen", "subprocess", "Popen"},
		{"tarfile_open", "tarfile", "open"},
		{"tempfile_NamedTemporaryFile_write", "tempfile", "write"},
		{"urllib2_request", "urllib2", "Request"},
		{"urllib2_urlopen", "urllib2", "urlopen"},
		{"urllib_request_request", "urllib", "Request"},
		{"urllib_request_urlopen", "urllib", "urlopen"},
		{"urllib_urlretrieve", "urllib", "urlretrieve"},
		{"zlib_decompress", "zlib", "decompress"},
	}
}

// builtinRule fires on a call whose qualified name is name.
type builtinRule struct {
	id, name string
	severity severity
}

func builtinRules() []builtinRule {
	return []builtinRule{
		{"eval_used", "eval", medium},
		{execRule, "exec", medium},
		{"open_file", "open", high},
	}
}

// execRule fires on the exec statement of Python 2 too.
const execRule = "exec_used"

// The rules about strings, of severity and confidence MEDIUM.
const (
	urlRule    = "url_found"
	ipRule     = "ip_found"
	decodeRule = "string_decode"
	encodeRule = "string_encode"
)

// importModules are what the rules about imports look for, of severity and
// confidence HIGH; their names are "import_" and the module. On an import statement
// the first of them fires of which a name imported begins with the module, so that
// socketserver is import_socket and urllib2 import_urllib; on a call, where what is
// called, or imported by it, is the module alone.
func importModules() []string {
	return []string{
		"base64", "socket", "zlib", "urllib", "pwd", "http", "platform", "os", "socketserver", "requests", "urllib2",
		"subprocess", "httplib", "urlparse", "signal", "multiprocessing", "getpass",
	}
}
